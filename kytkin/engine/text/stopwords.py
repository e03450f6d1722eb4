"""Function words: they carry grammar, not subjects. Chosen by us from common grammars."""

from __future__ import annotations

from typing import Final

FUNCTION_WORDS: Final[dict[str, frozenset[str]]] = {
    "fi": frozenset(
        """
        ja tai sekä että jotta koska kun jos mutta vaan vai eli niin kuin myös sekä ei eivät en
        emme ette et on ovat oli olivat ole olla olisi olisivat ollut olleet olen olemme
        se sen sitä siitä siinä siihen sille sillä ne niiden niitä niistä niissä niihin niille
        tämä tämän tätä tästä tässä tähän nämä näiden näitä näistä näissä tuo tuon nuo
        joka jonka jota josta jossa johon jolla jolle jotka joiden joita joista joissa joihin
        mikä minkä mitä mistä missä mihin miten miksi milloin kuka ketkä kuinka millä mille mitkä
        minä sinä hän me te he minun sinun hänen meidän teidän heidän minua meitä
        kanssa ilman ennen jälkeen aikana kautta mukaan koskevan koskeva koskevat koskevien
        koskevaa liittyvä liittyvän liittyvät liittyvien liittyviä eräiden eräät eräs
        muun muiden muut muita muu muuta vielä nyt jo vain sitten siis esimerkiksi mm ym jne
        kaikki kaikkien kaikkia jokin jonkin joku yksi kaksi sekä ns eli onko
        """.split()
    ),
    "sv": frozenset(
        """
        och eller men utan samt att som när om så för av till från med i på vid hos under över
        är var vara blir blev bli varit har hade ha inte icke ej den det de dem denna detta dessa
        en ett sin sitt sina han hon hans hennes jag du vi ni min mitt mina vår vårt våra er
        vad vilka vilken vilket hur varför när vem där här också bara kan ska skall skulle vill
        måste får kunna något någon några alla allt andra annan annat efter före genom mellan
        mot inom kring bland enligt hos ur åt angående gällande vissa viss än ännu nu då
        """.split()
    ),
    "en": frozenset(
        """
        a an the and or but nor of to in on at by for from with without into onto over under
        about is are was were be been being has have had do does did not no this that these those
        it its they them their he she his her we our you your i my me us who whom whose which
        what where when why how there here as if than then so such can could may might must shall
        should will would also only other others some any all each every certain after before
        during between through against among within per via
        """.split()
    ),
}

# Words with which people ask for a preparation, whatever its subject: "missä valmistellaan …?"
ASKING_WORDS: Final[dict[str, frozenset[str]]] = {
    "fi": frozenset(
        """
        valmistella valmistelu valmistelija valmisteilla valmisteltava hanke hankkeet projekti
        tehdä tekeillä käsitellä miettiä suunnitella hoitaa löytyä etsiä kertoa asia asiat
        liittyä koskea uusia meneillään käynnissä ministeriö
        """.split()
    ),
    "sv": frozenset(
        """
        bereda beredning bereds beredas förbereda förbereds projekt handlägga handläggs göra görs
        arbeta arbetas planera planeras pågå pågår finna hitta söka fråga ärende gälla angå
        ministerium
        """.split()
    ),
    "en": frozenset(
        """
        prepare prepared preparing preparation project handle work plan deal find search look
        tell going happen matter issue concern relate regard ministry
        """.split()
    ),
}

# The administration's own craft: in every name, the subject of none.
ADMINISTRATIVE_WORDS: Final[dict[str, frozenset[str]]] = {
    "fi": frozenset(
        """
        laki lainsäädäntö asetus päätös direktiivi esitys hallitus eduskunta valtioneuvosto
        ministeriö virasto neuvosto neuvottelukunta toimikunta työryhmä lautakunta täytäntöönpano
        toimeenpano voimaantulo muutos muuttaminen uudistus uudistaminen kehittäminen valmistelu
        hanke ohjelma strategia suunnitelma toimenpide selvitys arviointi tarkistaminen
        säätäminen sääntely säännös momentti pykälä liite luonnos ehdotus suorite maksu tehtävä
        kustannus edistäminen järjestäminen hyväksyminen kumoaminen jatko osa tieto asia käyttö
        tarve edellytys vaatimus toiminta palvelu järjestelmä menettely vuosi raja käyttöönotto
        """.split()
    ),
    "sv": frozenset(
        """
        lag lagstiftning förordning beslut direktiv proposition regering riksdag statsråd
        ministerium ämbetsverk råd delegation kommission arbetsgrupp nämnd genomförande ändring
        reform utveckling beredning projekt program strategi plan åtgärd utredning bedömning
        bestämmelse paragraf bilaga utkast förslag prestation avgift uppgift kostnad främjande
        """.split()
    ),
    "en": frozenset(
        """
        act law legislation decree decision directive proposal government parliament ministry
        agency council committee group board implementation amendment change reform development
        preparation project programme strategy plan measure report assessment provision section
        annex draft fee task cost promotion
        """.split()
    ),
}
